@NullMarked
package io.mien.infer.freshness;

import org.jspecify.annotations.NullMarked;
