/** Tests. */
@NullMarked
package io.mien.models;

import org.jspecify.annotations.NullMarked;
