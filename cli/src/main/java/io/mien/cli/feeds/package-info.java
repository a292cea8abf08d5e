/** Feeds as the command line names them, and how they are run side by side. */
@NullMarked
package io.mien.cli.feeds;

import org.jspecify.annotations.NullMarked;
