@NullMarked
package io.mien.schemas.registry;

import org.jspecify.annotations.NullMarked;
