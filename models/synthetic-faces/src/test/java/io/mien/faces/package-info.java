@NullMarked
package io.mien.faces;

import org.jspecify.annotations.NullMarked;
