@NullMarked
package io.mien.failures;

import org.jspecify.annotations.NullMarked;
