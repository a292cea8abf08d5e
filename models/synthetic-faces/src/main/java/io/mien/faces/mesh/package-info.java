/** The head: its mesh, the people and expressions it can be bent to, and how both are read and kept. */
@NullMarked
package io.mien.faces.mesh;

import org.jspecify.annotations.NullMarked;
