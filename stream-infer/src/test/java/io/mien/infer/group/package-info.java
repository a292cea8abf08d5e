@NullMarked
package io.mien.infer.group;

import org.jspecify.annotations.NullMarked;
