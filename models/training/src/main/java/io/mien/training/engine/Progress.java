package io.mien.training.engine;

/**
 * The place in a stage.
 *
 * @param epoch from 0
 * @param step of the whole stage, from 0
 * @param steps that the stage will have
 */
public record Progress(int epoch, long step, long steps) {}
