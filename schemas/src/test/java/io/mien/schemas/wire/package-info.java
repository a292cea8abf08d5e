@NullMarked
package io.mien.schemas.wire;

import org.jspecify.annotations.NullMarked;
