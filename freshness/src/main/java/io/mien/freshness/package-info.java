/**
 * Keeps what is made of live streams within a bound of age when there is more than can be worked off: how far behind a process
 * is, which share of the cells it works off, and which of a stream's cells these are.
 */
@NullMarked
package io.mien.freshness;

import org.jspecify.annotations.NullMarked;
