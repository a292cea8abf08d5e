"""Records what scipy, scikit-learn and torchmetrics say of two models' made-up answers: the numbers in EvaluationStatisticsTest,
which draws the same answers. Not part of the build. Needs numpy, scipy, scikit-learn, torch and torchmetrics.

    python models/training/src/differential/record_statistics.py
"""
import numpy as np
import scipy
import sklearn
import torch
import torchmetrics
from scipy.stats import binomtest, bootstrap
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, recall_score
from torchmetrics.functional.classification import binary_calibration_error

CLIPS, SUBJECTS, LABELS = 240, 24, 7


class Draw:
    """As the test draws."""

    def __init__(self):
        self.state = 20261129

    def below(self, bound):
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return (self.state >> 12) % bound


def answers():
    draw, rows = Draw(), []
    for _ in range(CLIPS):
        subject, label = draw.below(SUBJECTS), draw.below(LABELS - 1)  # nobody has the last label
        predicted = [label if draw.below(100) < 45 + 2 * subject else draw.below(LABELS), None]
        predicted[1] = label if draw.below(100) < 55 else draw.below(LABELS)
        rows.append((subject, label, *predicted, (200 + draw.below(790)) / 1000))
    return np.array(rows)


rows = answers()
subject, label, one, other = rows[:, :4].astype(int).T
probability = rows[:, 4]
print("scipy", scipy.__version__, "scikit-learn", sklearn.__version__, "torchmetrics", torchmetrics.__version__)
print("WAR", accuracy_score(label, one), accuracy_score(label, other))
print("UAR", balanced_accuracy_score(label, one), balanced_accuracy_score(label, other))
print("recalls", recall_score(label, one, labels=range(LABELS - 1), average=None).tolist())
print("confusion", confusion_matrix(label, one, labels=range(LABELS)).tolist())

# Of several classes only the likeliest one's probability counts, and whether it was right.
certain, right = torch.tensor(probability, dtype=torch.float32), torch.tensor(one == label).int()
for norm in ("l1", "max"):
    print("calibration error", norm, float(binary_calibration_error(certain, right, n_bins=15, norm=norm)))

right = one == label, other == label
alone = int(np.sum(right[0] & ~right[1])), int(np.sum(~right[0] & right[1]))
print("McNemar", int(np.sum(right[0] & right[1])), *alone, int(np.sum(~right[0] & ~right[1])),
      binomtest(alone[0], sum(alone), 0.5).pvalue)
for pair in ((10, 2), (3, 5), (2000, 3000), (60, 90), (0, 1)):
    print("McNemar of", pair, binomtest(pair[0], sum(pair), 0.5).pvalue)


def figures(subjects, predicted):
    clips = np.concatenate([np.flatnonzero(subject == s) for s in subjects])
    present = np.unique(label[clips])
    recalls = [np.mean(predicted[clips][label[clips] == c] == c) for c in present]
    return np.mean(predicted[clips] == label[clips]), np.mean(recalls)


for name, statistic in {
    "WAR": lambda s: figures(s, one)[0], "UAR": lambda s: figures(s, one)[1],
    "difference of WAR": lambda s: figures(s, one)[0] - figures(s, other)[0],
    "difference of UAR": lambda s: figures(s, one)[1] - figures(s, other)[1],
}.items():
    drawn = bootstrap((np.unique(subject),), statistic, vectorized=False, n_resamples=20000, method="percentile", rng=1)
    print("interval of", name, drawn.confidence_interval.low, drawn.confidence_interval.high)
