@NullMarked
package io.mien.infer.audit;

import org.jspecify.annotations.NullMarked;
