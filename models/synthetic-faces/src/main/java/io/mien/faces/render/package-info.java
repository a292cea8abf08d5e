/** From a head, a light and a pose to a picture. */
@NullMarked
package io.mien.faces.render;

import org.jspecify.annotations.NullMarked;
