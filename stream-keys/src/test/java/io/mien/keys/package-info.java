@NullMarked
package io.mien.keys;

import org.jspecify.annotations.NullMarked;
