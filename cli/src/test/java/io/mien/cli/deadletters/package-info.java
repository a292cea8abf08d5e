@NullMarked
package io.mien.cli.deadletters;

import org.jspecify.annotations.NullMarked;
