package io.mien.faces.clips;

import io.mien.faces.render.Person;

/** A person's face when it does nothing, and the way its lids move together. */
record RestingFace(Movements movements, Person.Traits traits) {

    /** Adds the mouth and brows that the person has anyway. */
    void add(float[] weights) {
        movements.add(weights, "mouthSmile", Math.max(0, traits.restingMouth()));
        movements.add(weights, "mouthFrown", Math.max(0, -traits.restingMouth()));
        movements.add(weights, "browDown", Math.max(0, traits.restingBrows()));
        movements.add(weights, "browOuterUp", Math.max(0, -0.5 * traits.restingBrows()));
    }

    /**
     * Turns the eyes; both look the same way.
     *
     * @param across to the subject's left, about -1 to 1
     * @param upward about -1 to 1
     */
    void look(float[] weights, double across, double upward) {
        movements.add(weights, "eyeLookOut", Math.max(0, across), Math.max(0, -across));
        movements.add(weights, "eyeLookIn", Math.max(0, -across), Math.max(0, across));
        movements.add(weights, "eyeLookUp", Math.max(0, upward));
        movements.add(weights, "eyeLookDown", Math.max(0, -upward));
    }

    /**
     * Lets the lids hang as they do, and closes them; last of all, since it limits what was added before.
     *
     * @param held how far the eyes are held shut
     * @param narrowed how far they are narrowed
     * @param blink how far a blink has come
     */
    void closeEyes(float[] weights, double held, double narrowed, double blink) {
        double open = 1 - Math.min(1, movements.get(weights, "eyeWide"));
        movements.add(weights, "eyeBlink", traits.lowLids() * open + held);
        movements.add(weights, "eyeSquint", traits.tightLids() * open + narrowed);
        movements.add(weights, "eyeBlink", blink);
        movements.limit(weights, "eyeBlink", 1);
        double shut = Math.max(0, movements.get(weights, "eyeBlink"));
        // Lids that are down already have no further to go.
        movements.scale(weights, "eyeSquint", 1 - 0.7 * shut);
        movements.scale(weights, "eyeWide", 1 - blink);
        movements.scale(weights, "eyeLookDown", 1 - 0.8 * shut);
        movements.limit(weights, "eyeSquint", 1);
        movements.limit(weights, "cheekRaiser", 1.1);
    }
}
