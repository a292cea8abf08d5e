/** What every training runs on: graphs, optimizers, schedules, epochs, checkpoints and their plots. */
@NullMarked
package io.mien.training.engine;

import org.jspecify.annotations.NullMarked;
