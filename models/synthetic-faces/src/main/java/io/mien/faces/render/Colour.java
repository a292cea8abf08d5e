package io.mien.faces.render;

/** A colour of light, or the part of it that a thing throws back. */
public record Colour(float red, float green, float blue) {

    public static Colour of(double red, double green, double blue) {
        return new Colour((float) red, (float) green, (float) blue);
    }

    /** Red, green and blue in their order, from 0. */
    float channel(int channel) {
        return channel == 0 ? red : channel == 1 ? green : blue;
    }

    /** Each channel times its own factor. */
    public Colour times(double forRed, double forGreen, double forBlue) {
        return of(red * forRed, green * forGreen, blue * forBlue);
    }

    Colour times(double factor) {
        return times(factor, factor, factor);
    }
}
