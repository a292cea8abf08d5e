@NullMarked
package io.mien.infer;

import org.jspecify.annotations.NullMarked;
