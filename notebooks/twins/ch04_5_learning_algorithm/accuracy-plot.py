# tolerance: 3e-4 (an image or two on the border between two digits)
# drawn: [train_acc, test_acc]
plt.plot(train_acc, label="train acc")
plt.plot(test_acc, "--", label="test acc")
plt.ylim(0, 1)
plt.xlabel("epochs")
plt.ylabel("accuracy")
plt.legend(loc="lower right")
