@NullMarked
package io.mien.infer.element;

import org.jspecify.annotations.NullMarked;
