package exercises

import "dlfs/internal/words"

// A mistake is a usual way to go wrong. Code has made it if it gives everywhere what the mistake's own code gives.
type mistake[F any] struct {
	kind kind
	says string // what it means in this exercise, where the kind's own words do not do
	as   F      // code that makes the mistake
	// seen recognises the mistake where answers may differ in other ways: it looks at what the tests gave, as far as they
	// came; nil compares with what as gives.
	seen func(got []outcome) bool
}

func (m *mistake[F]) text() string {
	if m.says != "" {
		return m.says
	}
	return m.kind.says()
}

// named is a mistake without its type.
type named struct {
	kind kind
	says string
	as   any
}

// A kind is a mistake that comes up in more than one exercise.
type kind int

const (
	forward kind = iota
	backward
	stepTooSmall
	stepTooLarge
	precedence
	missingFactor
	missingHalf
	missingMinus
	wrongSign
	summed
	averagedWrong
	notSquared
	noShift
	notNormalised
	noDelta
	exchanged
	otherLogarithm
	transposed
	noBias
	changesArgument
	offByOne
	lostRest
	integerDivision
	notDivided
	oneAtATime
	sharedRow
	leak
	notRandom
	ownRandomness
	outOfRange
	notPutBack
	allAtOnce
	missingTarget
	missingUpstream
	wrongVariable
	wrongMask
	wrongOrder
	noForward
	noEffect
	noRate
	overflows
	nanPasses
	rateTooLarge
	tooFewSteps
	stuck
	updatedTooEarly
	wrongDirection
	meanOfMeans
	lastNotBest
	misread
	firstRowOnly
	drawnTwice
	zeroByZero
	impatient
	accumulated
	noAbsolute
	numberOfKinds
)

// name is what the mistake is called.
func (k kind) name() string {
	switch k {
	case forward:
		return words.Exercises.Sprintf("forward instead of central")
	case backward:
		return words.Exercises.Sprintf("backward instead of central")
	case stepTooSmall:
		return words.Exercises.Sprintf("h too small")
	case stepTooLarge:
		return words.Exercises.Sprintf("h too large")
	case precedence:
		return words.Exercises.Sprintf("brackets forgotten")
	case missingFactor:
		return words.Exercises.Sprintf("a factor is missing")
	case missingHalf:
		return words.Exercises.Sprintf("the ½ is missing")
	case missingMinus:
		return words.Exercises.Sprintf("the minus is missing")
	case wrongSign:
		return words.Exercises.Sprintf("wrong sign")
	case summed:
		return words.Exercises.Sprintf("summed instead of averaged")
	case averagedWrong:
		return words.Exercises.Sprintf("averaged over the wrong number")
	case notSquared:
		return words.Exercises.Sprintf("not squared")
	case noShift:
		return words.Exercises.Sprintf("softmax without the shift")
	case notNormalised:
		return words.Exercises.Sprintf("not normalised")
	case noDelta:
		return words.Exercises.Sprintf("the δ is missing")
	case exchanged:
		return words.Exercises.Sprintf("exchanged")
	case otherLogarithm:
		return words.Exercises.Sprintf("another logarithm")
	case transposed:
		return words.Exercises.Sprintf("transposed")
	case noBias:
		return words.Exercises.Sprintf("the bias is missing")
	case changesArgument:
		return words.Exercises.Sprintf("changes its argument")
	case offByOne:
		return words.Exercises.Sprintf("off by one")
	case lostRest:
		return words.Exercises.Sprintf("the rest is lost")
	case integerDivision:
		return words.Exercises.Sprintf("integer division")
	case notDivided:
		return words.Exercises.Sprintf("not divided")
	case oneAtATime:
		return words.Exercises.Sprintf("one at a time")
	case sharedRow:
		return words.Exercises.Sprintf("rows that are one and the same")
	case leak:
		return words.Exercises.Sprintf("test data among the training data")
	case notRandom:
		return words.Exercises.Sprintf("not random")
	case ownRandomness:
		return words.Exercises.Sprintf("randomness of its own")
	case outOfRange:
		return words.Exercises.Sprintf("out of range")
	case notPutBack:
		return words.Exercises.Sprintf("not put back")
	case allAtOnce:
		return words.Exercises.Sprintf("all at once")
	case missingTarget:
		return words.Exercises.Sprintf("the target is missing")
	case missingUpstream:
		return words.Exercises.Sprintf("what comes from behind is missing")
	case wrongVariable:
		return words.Exercises.Sprintf("input and output mixed up")
	case wrongMask:
		return words.Exercises.Sprintf("the wrong mask")
	case wrongOrder:
		return words.Exercises.Sprintf("the wrong order")
	case noForward:
		return words.Exercises.Sprintf("no pass forwards")
	case noEffect:
		return words.Exercises.Sprintf("without effect")
	case noRate:
		return words.Exercises.Sprintf("the learning rate is missing")
	case overflows:
		return words.Exercises.Sprintf("overflow")
	case nanPasses:
		return words.Exercises.Sprintf("NaN slips through")
	case rateTooLarge:
		return words.Exercises.Sprintf("steps too large")
	case tooFewSteps:
		return words.Exercises.Sprintf("too few steps")
	case stuck:
		return words.Exercises.Sprintf("stuck")
	case updatedTooEarly:
		return words.Exercises.Sprintf("updated too early")
	case wrongDirection:
		return words.Exercises.Sprintf("uphill")
	case meanOfMeans:
		return words.Exercises.Sprintf("a mean of means")
	case lastNotBest:
		return words.Exercises.Sprintf("the last, not the best")
	case misread:
		return words.Exercises.Sprintf("a misunderstanding")
	case firstRowOnly:
		return words.Exercises.Sprintf("the first row only")
	case drawnTwice:
		return words.Exercises.Sprintf("drawn twice")
	case zeroByZero:
		return words.Exercises.Sprintf("0 divided by 0")
	case impatient:
		return words.Exercises.Sprintf("impatient")
	case accumulated:
		return words.Exercises.Sprintf("added up")
	case noAbsolute:
		return words.Exercises.Sprintf("the absolute value is missing")
	}
	panic("exercises: a kind of mistake without a name")
}

// says is what the mistake means, where an exercise does not say more.
func (k kind) says() string {
	switch k {
	case forward:
		return words.Exercises.Sprintf("The difference looks to one side only, from x to x+h. Take it around x, from x-h to x+h.")
	case backward:
		return words.Exercises.Sprintf("The difference looks to one side only, from x-h to x. Take it around x, from x-h to x+h.")
	case stepTooSmall:
		return words.Exercises.Sprintf("With so small an h the two values of f agree in nearly all their digits, and what is left of " +
			"the difference is rounding.")
	case stepTooLarge:
		return words.Exercises.Sprintf("With so large an h the chord is visibly not the tangent.")
	case precedence:
		return words.Exercises.Sprintf("a / 2 * h is (a/2)·h. Write a / (2 * h).")
	case missingHalf:
		return words.Exercises.Sprintf("Everything is twice as large as it should be.")
	case missingMinus:
		return words.Exercises.Sprintf("Everything has the right size and the wrong sign. Logarithms of probabilities are negative, and the minus in front makes the loss positive.")
	case wrongSign:
		return words.Exercises.Sprintf("Everything has the right size and the wrong sign.")
	case summed:
		return words.Exercises.Sprintf("This is the sum over the samples. Divide by their number, so that batches of different sizes can be compared.")
	case averagedWrong:
		return words.Exercises.Sprintf("The sum is right, and then it is divided by the number of classes. Divide by the number of samples.")
	case noShift:
		return words.Exercises.Sprintf("The exponential of 710 is more than a float64 can hold, and ∞/∞ is NaN. Subtract the largest score from all of " +
			"them first: that changes nothing else.")
	case noDelta:
		return words.Exercises.Sprintf("A probability of 0 has no logarithm. Add δ = 1e-7 inside it.")
	case otherLogarithm:
		return words.Exercises.Sprintf("That is the logarithm to another base. ln is the natural one: dl.Log, or math.Log.")
	case changesArgument:
		return words.Exercises.Sprintf("The result is right, but what was handed over has changed, and the caller will be surprised. Work on a copy.")
	case integerDivision:
		return words.Exercises.Sprintf("Integers divide without a rest: 7/10 is 0. Convert to float64 before you divide.")
	case notPutBack:
		return words.Exercises.Sprintf("After the two evaluations the entry must get its old value back; here the next partial derivative is taken at another place.")
	case missingUpstream:
		return words.Exercises.Sprintf("This is the layer's own derivative. Multiply it by dy, the gradient that comes from behind: that is the chain rule.")
	case noEffect:
		return words.Exercises.Sprintf("Nothing has changed. In for _, v := range … the v is a copy: write to the slice itself, by its index.")
	case noRate:
		return words.Exercises.Sprintf("The step is the whole gradient. Multiply it by the learning rate.")
	case rateTooLarge:
		return words.Exercises.Sprintf("The walk has left for infinity: each step overshoots by more than the one before. Take smaller steps.")
	case tooFewSteps:
		return words.Exercises.Sprintf("The way is the right one, and it ends too early. Take more steps, or larger ones.")
	case updatedTooEarly:
		return words.Exercises.Sprintf("The first entry has moved already when the second derivative is taken. Compute the whole gradient first, then move.")
	case wrongDirection:
		return words.Exercises.Sprintf("This walks uphill. The gradient points to where the function rises, so go against it (E-2: several sources have it " +
			"the wrong way round).")
	}
	return ""
}
