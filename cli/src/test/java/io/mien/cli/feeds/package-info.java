@NullMarked
package io.mien.cli.feeds;

import org.jspecify.annotations.NullMarked;
