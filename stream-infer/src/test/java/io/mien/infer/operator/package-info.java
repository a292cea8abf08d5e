@NullMarked
package io.mien.infer.operator;

import org.jspecify.annotations.NullMarked;
