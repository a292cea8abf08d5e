/** Recordings: the records of topics in files, with digests, so that a changed byte is found and named. */
@NullMarked
package io.mien.recording;

import org.jspecify.annotations.NullMarked;
