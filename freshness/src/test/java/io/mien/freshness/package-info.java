@NullMarked
package io.mien.freshness;

import org.jspecify.annotations.NullMarked;
