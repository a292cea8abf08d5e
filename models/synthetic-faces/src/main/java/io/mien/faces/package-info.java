/**
 * Moving faces that show a known expression, rendered from ICT-FaceKit: what the demonstration model is trained and
 * measured on, and the feeds that the demonstration shows. Nothing here knows of streams or networks.
 */
@NullMarked
package io.mien.faces;

import org.jspecify.annotations.NullMarked;
