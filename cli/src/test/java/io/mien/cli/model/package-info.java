@NullMarked
package io.mien.cli.model;

import org.jspecify.annotations.NullMarked;
