package io.mien.freshness;

/**
 * How far the thinning of a stream's or subject's cells has come.
 *
 * @param cell the last one that it had a frame for
 * @param turn that this cell belongs to
 * @param taken whether it is its turn: in others none of its cells is worked off
 * @param credit of a cell's fraction, below 1: with a whole one the next cell is worked off
 * @param spacing cells from one that has a frame to the next, on average; 1 or more
 */
public record ThinningProgress(long cell, long turn, boolean taken, float credit, float spacing) {}
