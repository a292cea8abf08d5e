/** Making model packages from networks and weights. */
@NullMarked
package io.mien.making.build;

import org.jspecify.annotations.NullMarked;
