package io.mien.pictures;

import java.util.Comparator;

/**
 * Names as people count: {@code f2.jpg} before {@code f10.jpg}. Runs of the digits 0 to 9 compare as numbers, all else by code
 * point; names that are equal but for leading zeros by code point too. Names of equal length numbers come as they do by code
 * point.
 */
public final class NaturalOrder implements Comparator<String> {
    public static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {}

    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            if (isDigit(one.charAt(i)) && isDigit(other.charAt(j))) {
                int endOne = endOfNumber(one, i);
                int endOther = endOfNumber(other, j);
                int byNumber = compareNumbers(one.substring(i, endOne), other.substring(j, endOther));
                if (byNumber != 0) {
                    return byNumber;
                }
                i = endOne;
                j = endOther;
            } else {
                int left = one.codePointAt(i);
                int right = other.codePointAt(j);
                if (left != right) {
                    return Integer.compare(left, right);
                }
                i += Character.charCount(left);
                j += Character.charCount(right);
            }
        }
        int byLength = Integer.compare(one.length() - i, other.length() - j);
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Of any length. */
    private static int compareNumbers(String one, String other) {
        String left = withoutZeros(one);
        String right = withoutZeros(other);
        return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
    }

    private static String withoutZeros(String digits) {
        int from = 0;
        while (from < digits.length() - 1 && digits.charAt(from) == '0') {
            from++;
        }
        return digits.substring(from);
    }
}
