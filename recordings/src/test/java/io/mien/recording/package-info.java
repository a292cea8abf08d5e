@NullMarked
package io.mien.recording;

import org.jspecify.annotations.NullMarked;
