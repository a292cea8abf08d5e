package io.mien.ingest.sources;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;

/**
 * Paints a plain frontal face: what a detector looks for (light forehead, dark eyes under brows, a lit nose between
 * them, a mouth) and no more. Coordinates in here are half face heights, origin between the eyes and the mouth, y down.
 *
 * @param skin colour in the light
 * @param hair colour of hair and brows
 */
record DrawnFace(Color skin, Color hair) {

    void paint(
            Graphics2D graphics,
            DrawnExpression expression,
            double centreX,
            double centreY,
            double height,
            double roll) {
        AffineTransform before = graphics.getTransform();
        graphics.translate(centreX, centreY);
        graphics.rotate(roll);
        graphics.scale(height / 2, height / 2);
        paintNeckAndHair(graphics);
        paintSkin(graphics);
        for (int side = -1; side <= 1; side += 2) {
            paintEye(graphics, expression, side);
            paintBrow(graphics, expression, side);
        }
        paintNose(graphics);
        paintMouth(graphics, expression);
        graphics.setTransform(before);
    }

    private void paintNeckAndHair(Graphics2D graphics) {
        graphics.setColor(hair);
        graphics.fill(new Ellipse2D.Double(-0.86, -1.18, 1.72, 1.9));
        graphics.setColor(shade(skin, 0.62));
        graphics.fill(new Path2D.Double(polygon(-0.36, 0.6, 0.36, 0.6, 0.46, 1.5, -0.46, 1.5)));
        graphics.setColor(new Color(52, 70, 92));
        graphics.fill(new Ellipse2D.Double(-1.5, 1.18, 3.0, 2.0));
    }

    private void paintSkin(Graphics2D graphics) {
        graphics.setPaint(
                new RadialGradientPaint(new Point2D.Double(0, -0.1), 1.15f, new float[] {0f, 0.6f, 1f}, new Color[] {
                    shade(skin, 1.08), skin, shade(skin, 0.55)
                }));
        Path2D face = new Path2D.Double();
        face.moveTo(-0.7, -0.35);
        face.curveTo(-0.72, -1.02, 0.72, -1.02, 0.7, -0.35);
        face.curveTo(0.72, 0.45, 0.4, 0.98, 0, 1.0);
        face.curveTo(-0.4, 0.98, -0.72, 0.45, -0.7, -0.35);
        graphics.fill(face);
        graphics.setColor(hair);
        Path2D fringe = new Path2D.Double();
        fringe.moveTo(-0.74, -0.36);
        fringe.curveTo(-0.6, -0.86, 0.2, -0.74, 0.74, -0.36);
        fringe.curveTo(0.86, -1.2, -0.86, -1.2, -0.74, -0.36);
        graphics.fill(fringe);
    }

    private void paintEye(Graphics2D graphics, DrawnExpression expression, int side) {
        double x = 0.31 * side;
        double y = -0.17;
        graphics.setPaint(soft(x, y - 0.02, 0.3, shade(skin, 0.5)));
        graphics.fill(new Ellipse2D.Double(x - 0.3, y - 0.26, 0.6, 0.5));
        double open = 0.085 * expression.eyeOpening();
        Shape opening = new Ellipse2D.Double(x - 0.155, y - open, 0.31, 2 * open);
        graphics.setColor(new Color(225, 222, 216));
        graphics.fill(opening);
        Shape clip = graphics.getClip();
        graphics.clip(opening);
        graphics.setColor(new Color(46, 34, 28));
        graphics.fill(new Ellipse2D.Double(x - 0.085, y - 0.085, 0.17, 0.17));
        graphics.setClip(clip);
        graphics.setColor(shade(hair, 0.6));
        graphics.setStroke(new BasicStroke(0.035f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        Path2D lid = new Path2D.Double();
        lid.moveTo(x - 0.165, y);
        lid.curveTo(x - 0.08, y - 1.5 * open, x + 0.08, y - 1.5 * open, x + 0.165, y);
        graphics.draw(lid);
    }

    private void paintBrow(Graphics2D graphics, DrawnExpression expression, int side) {
        double inner = -0.37 - 0.1 * expression.browsRaised() + 0.09 * expression.browsLowered();
        double outer = -0.36 - 0.08 * expression.browsRaised() - 0.02 * expression.browsLowered();
        graphics.setColor(shade(hair, 0.8));
        graphics.setStroke(new BasicStroke(0.075f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        Path2D brow = new Path2D.Double();
        brow.moveTo(0.14 * side, inner);
        brow.quadTo(0.33 * side, Math.min(inner, outer) - 0.07, 0.5 * side, outer);
        graphics.draw(brow);
    }

    private void paintNose(Graphics2D graphics) {
        graphics.setPaint(soft(0, 0.02, 0.16, shade(skin, 1.18)));
        graphics.fill(new Ellipse2D.Double(-0.1, -0.25, 0.2, 0.5));
        graphics.setPaint(soft(0, 0.3, 0.2, shade(skin, 0.58)));
        graphics.fill(new Ellipse2D.Double(-0.2, 0.2, 0.4, 0.18));
    }

    private void paintMouth(Graphics2D graphics, DrawnExpression expression) {
        double half = 0.27 + 0.09 * expression.smile() - 0.04 * expression.mouthOpening();
        double corner = 0.58 - 0.11 * expression.smile() + 0.05 * expression.browsLowered();
        double middle = 0.58 + 0.05 * expression.smile();
        double open = 0.2 * expression.mouthOpening();
        Path2D lips = new Path2D.Double();
        lips.moveTo(-half, corner);
        lips.quadTo(0, middle - 0.05, half, corner);
        lips.quadTo(0, middle + 0.1 + 1.6 * open, -half, corner);
        graphics.setColor(new Color(74, 26, 28));
        graphics.fill(lips);
        graphics.setColor(new Color(150, 66, 66));
        graphics.setStroke(new BasicStroke(0.055f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(lips);
        graphics.setPaint(soft(0, 0.82, 0.2, shade(skin, 0.7)));
        graphics.fill(new Ellipse2D.Double(-0.2, 0.76, 0.4, 0.1));
    }

    private static RadialGradientPaint soft(double x, double y, double radius, Color colour) {
        Color transparent = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 0);
        return new RadialGradientPaint(
                new Point2D.Double(x, y), (float) radius, new float[] {0.1f, 1f}, new Color[] {colour, transparent});
    }

    private static Path2D polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }

    private static Color shade(Color colour, double factor) {
        return new Color(
                (int) Math.min(255, colour.getRed() * factor), (int) Math.min(255, colour.getGreen() * factor), (int)
                        Math.min(255, colour.getBlue() * factor));
    }
}
