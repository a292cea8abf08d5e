@NullMarked
package io.mien.infer.shared;

import org.jspecify.annotations.NullMarked;
