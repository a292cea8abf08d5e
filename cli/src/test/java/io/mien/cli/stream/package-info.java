@NullMarked
package io.mien.cli.stream;

import org.jspecify.annotations.NullMarked;
