@NullMarked
package io.mien.faces.render;

import org.jspecify.annotations.NullMarked;
