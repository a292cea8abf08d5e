/** The demonstration model and the films that it is shown on, as they lie on the class path. */
@NullMarked
package io.mien.demonstration;

import org.jspecify.annotations.NullMarked;
