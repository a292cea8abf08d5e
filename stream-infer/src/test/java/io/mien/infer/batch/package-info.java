@NullMarked
package io.mien.infer.batch;

import org.jspecify.annotations.NullMarked;
