/** Tests of the commands over recordings. */
@NullMarked
package io.mien.cli.recording;

import org.jspecify.annotations.NullMarked;
