@NullMarked
package io.mien.infer.window;

import org.jspecify.annotations.NullMarked;
