package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import io.mien.faces.render.HeadPose;

/**
 * The way in which a head is held and sways through a clip.
 *
 * @param distance of the camera
 */
record HeadMotion(Sway yaw, Sway pitch, Sway roll, double distance) {

    /**
     * An angle that swings about its mean, in degrees.
     *
     * @param speed in radians a clip
     */
    private record Sway(double mean, double amplitude, double speed, double phase) {
        static Sway draw(RandomDraws draws, double mean, double most, double deviation) {
            return new Sway(
                    Math.min(Math.max(mean, -most), most),
                    draws.uniform(0, deviation / 2),
                    draws.uniform(1, 6),
                    draws.uniform(0, 2 * Math.PI));
        }

        double at(double time) {
            return mean + amplitude * StrictMath.sin(phase + speed * time);
        }
    }

    static HeadMotion draw(RandomDraws draws) {
        boolean turned = draws.chance(0.1);
        boolean tilted = draws.chance(0.1);
        double side = draws.chance(0.5) ? 1 : -1;
        double wideYaw = side * draws.uniform(22, 40);
        double wideRoll = side * draws.uniform(14, 32);
        double yaw = draws.gaussian(14);
        double roll = draws.gaussian(6);
        return new HeadMotion(
                Sway.draw(draws, turned ? wideYaw : yaw, 40, 14),
                Sway.draw(draws, draws.gaussian(8), 24, 8),
                Sway.draw(draws, tilted ? wideRoll : roll, 34, 6),
                draws.uniform(35, 90));
    }

    HeadPose at(double time) {
        return new HeadPose(yaw.at(time), pitch.at(time), roll.at(time), distance);
    }
}
