@NullMarked
package io.mien.cli.train;

import org.jspecify.annotations.NullMarked;
