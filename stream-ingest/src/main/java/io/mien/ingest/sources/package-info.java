/** Where pictures come from: video files, folders of pictures, drawn faces. */
@NullMarked
package io.mien.ingest.sources;

import org.jspecify.annotations.NullMarked;
