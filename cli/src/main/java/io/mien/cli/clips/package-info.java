/** Clips as users have them: videos, folders of pictures, lists. */
@NullMarked
package io.mien.cli.clips;

import org.jspecify.annotations.NullMarked;
