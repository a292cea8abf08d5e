@NullMarked
package io.mien.schemas;

import org.jspecify.annotations.NullMarked;
