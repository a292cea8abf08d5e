/** Tests. */
@NullMarked
package io.mien.making.network;

import org.jspecify.annotations.NullMarked;
