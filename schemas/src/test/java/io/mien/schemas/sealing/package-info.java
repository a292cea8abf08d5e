@NullMarked
package io.mien.schemas.sealing;

import org.jspecify.annotations.NullMarked;
