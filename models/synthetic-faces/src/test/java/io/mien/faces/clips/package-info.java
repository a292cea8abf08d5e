@NullMarked
package io.mien.faces.clips;

import org.jspecify.annotations.NullMarked;
