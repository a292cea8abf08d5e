/** Making model packages from networks and weights. */
@NullMarked
package io.mien.models.build;

import org.jspecify.annotations.NullMarked;
