@NullMarked
package io.mien.images;

import org.jspecify.annotations.NullMarked;
