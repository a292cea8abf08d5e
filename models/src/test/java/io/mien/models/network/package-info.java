/** Tests. */
@NullMarked
package io.mien.models.network;

import org.jspecify.annotations.NullMarked;
