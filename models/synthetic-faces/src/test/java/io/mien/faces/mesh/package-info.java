@NullMarked
package io.mien.faces.mesh;

import org.jspecify.annotations.NullMarked;
