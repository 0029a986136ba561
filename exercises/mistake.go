package exercises

import "dlfs/internal/words"

// A mistake is a common way to go wrong. Code has made it if it always gives what the mistake's own code gives.
type mistake[F any] struct {
	kind kind
	says words.Message // what it means in this exercise, if the kind's own words do not fit
	as   F             // code that makes the mistake
	// seen recognises the mistake from what the tests gave, if answers that make it can differ in other ways. If it is nil,
	// the outcomes must be those of as.
	seen func(got []outcome) bool
}

func (m *mistake[F]) text() string {
	if m.says != (words.Message{}) {
		return m.says.String()
	}
	return m.kind.says()
}

// pair is an answer of two values.
func pair[A, B any](a A, b B) func() (A, B) { return func() (A, B) { return a, b } }

// named is a mistake without its type.
type named struct {
	kind kind
	says func() string
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
	wrongTie
	extraDelta
	underflows
	byDifference
	numberOfKinds
)

// kinds has a name for every kind, and what the mistake means where an exercise does not say more.
var kinds = [numberOfKinds]struct{ name, says words.Message }{
	forward: {
		name: words.Exercises.Message("a forward, not a central, difference"),
		says: words.Exercises.Message("This is the slope on one side only, from x to x+h. Go from x-h to x+h: then the errors " +
			"of the two sides nearly cancel."),
	},
	backward: {
		name: words.Exercises.Message("a backward, not a central, difference"),
		says: words.Exercises.Message("This is the slope on one side only, from x-h to x. Go from x-h to x+h: then the errors " +
			"of the two sides nearly cancel."),
	},
	stepTooSmall: {
		name: words.Exercises.Message("h too small"),
		says: words.Exercises.Message("With such a small h the values of f agree in so many digits that rounding errors spoil " +
			"their difference."),
	},
	stepTooLarge: {
		name: words.Exercises.Message("h too large"),
		says: words.Exercises.Message("With such a large h the slope of the chord differs too much from the slope of the " +
			"tangent."),
	},
	precedence: {
		name: words.Exercises.Message("missing parentheses"),
		says: words.Exercises.Message("Go reads a / 2 * h as (a/2)·h. Write a / (2 * h)."),
	},
	missingFactor: {name: words.Exercises.Message("a factor is missing")},
	missingHalf: {
		name: words.Exercises.Message("the ½ is missing"),
		says: words.Exercises.Message("Every value is twice as large as it should be."),
	},
	missingMinus: {
		name: words.Exercises.Message("the minus sign is missing"),
		says: words.Exercises.Message("Every value has the right size but the wrong sign. The logarithm of a probability is " +
			"negative, so the loss needs a minus sign to be positive."),
	},
	wrongSign: {
		name: words.Exercises.Message("wrong sign"),
		says: words.Exercises.Message("Every value has the right size but the wrong sign."),
	},
	summed: {
		name: words.Exercises.Message("summed instead of averaged"),
		says: words.Exercises.Message("This is the sum over the samples. Divide it by the number of samples, so that batches " +
			"of different sizes can be compared."),
	},
	averagedWrong: {
		name: words.Exercises.Message("averaged over the wrong number"),
		says: words.Exercises.Message("The sum is right, but it is divided by the number of classes. Divide it by the number " +
			"of samples."),
	},
	notSquared: {name: words.Exercises.Message("not squared")},
	noShift: {
		name: words.Exercises.Message("softmax without the shift"),
		says: words.Exercises.Message("exp(710) is too large for a float64, and ∞/∞ is NaN. First subtract the largest score " +
			"from all scores: the result stays the same, because numerator and denominator shrink by the same factor."),
	},
	notNormalised: {name: words.Exercises.Message("not normalised")},
	noDelta: {
		name: words.Exercises.Message("the δ is missing"),
		says: words.Exercises.Message("The logarithm of 0 is -∞. Add δ = 1e-7 to the probability before you take the logarithm."),
	},
	exchanged: {name: words.Exercises.Message("swapped")},
	otherLogarithm: {
		name: words.Exercises.Message("the wrong logarithm"),
		says: words.Exercises.Message("This logarithm has another base. ln is the natural logarithm: use dl.Log or math.Log."),
	},
	transposed: {name: words.Exercises.Message("transposed")},
	noBias:     {name: words.Exercises.Message("the bias is missing")},
	changesArgument: {
		name: words.Exercises.Message("changes its argument"),
		says: words.Exercises.Message("The result is right, but your code changes its argument, which belongs to the caller. " +
			"Work on a copy."),
	},
	offByOne: {name: words.Exercises.Message("off by one")},
	lostRest: {name: words.Exercises.Message("the remainder is lost")},
	integerDivision: {
		name: words.Exercises.Message("integer division"),
		says: words.Exercises.Message("Integer division drops the remainder: 7/10 is 0. Convert to float64 before you divide."),
	},
	notDivided:    {name: words.Exercises.Message("not divided")},
	oneAtATime:    {name: words.Exercises.Message("one at a time")},
	sharedRow:     {name: words.Exercises.Message("rows that share memory")},
	leak:          {name: words.Exercises.Message("test data among the training data")},
	notRandom:     {name: words.Exercises.Message("not random")},
	ownRandomness: {name: words.Exercises.Message("its own random source")},
	outOfRange:    {name: words.Exercises.Message("out of range")},
	notPutBack: {
		name: words.Exercises.Message("not restored"),
		says: words.Exercises.Message("After the two evaluations, set the entry back to its old value. Otherwise the next " +
			"partial derivative is taken at another point."),
	},
	allAtOnce:     {name: words.Exercises.Message("all at once")},
	missingTarget: {name: words.Exercises.Message("the target is missing")},
	missingUpstream: {
		name: words.Exercises.Message("the upstream gradient is missing"),
		says: words.Exercises.Message("This is the layer's own derivative. Multiply it by dy, the upstream gradient, because " +
			"the chain rule multiplies the two."),
	},
	wrongVariable: {name: words.Exercises.Message("input and output mixed up")},
	wrongMask:     {name: words.Exercises.Message("the wrong mask")},
	wrongOrder:    {name: words.Exercises.Message("the wrong order")},
	noForward:     {name: words.Exercises.Message("no forward pass")},
	noEffect: {
		name: words.Exercises.Message("no effect"),
		says: words.Exercises.Message("Nothing has changed. In for _, v := range … the variable v is a copy, so write to the " +
			"slice itself, by index."),
	},
	noRate: {
		name: words.Exercises.Message("the learning rate is missing"),
		says: words.Exercises.Message("The step is the whole gradient. Multiply it by the learning rate."),
	},
	overflows: {name: words.Exercises.Message("overflow")},
	nanPasses: {name: words.Exercises.Message("NaN slips through")},
	rateTooLarge: {
		name: words.Exercises.Message("steps too large"),
		says: words.Exercises.Message("The values grow without bound, because each step overshoots by more than the one " +
			"before. Take smaller steps."),
	},
	tooFewSteps: {
		name: words.Exercises.Message("too few steps"),
		says: words.Exercises.Message("The direction is right, but the descent ends too early. Take more steps, or larger ones."),
	},
	stuck: {name: words.Exercises.Message("stuck")},
	updatedTooEarly: {
		name: words.Exercises.Message("updated too early"),
		says: words.Exercises.Message("The first entry has already moved when the next partial derivative is taken. Compute the " +
			"whole gradient first, then move."),
	},
	wrongDirection: {
		name: words.Exercises.Message("uphill"),
		says: words.Exercises.Message("This walks uphill. The gradient points in the direction in which the function rises " +
			"fastest, so move against it."),
	},
	meanOfMeans:  {name: words.Exercises.Message("a mean of means")},
	lastNotBest:  {name: words.Exercises.Message("the last, not the best")},
	misread:      {name: words.Exercises.Message("a misunderstanding")},
	firstRowOnly: {name: words.Exercises.Message("the first row only")},
	drawnTwice:   {name: words.Exercises.Message("drawn twice")},
	zeroByZero:   {name: words.Exercises.Message("0 divided by 0")},
	impatient:    {name: words.Exercises.Message("stopped too early")},
	accumulated:  {name: words.Exercises.Message("accumulated")},
	noAbsolute:   {name: words.Exercises.Message("the absolute value is missing")},
	wrongTie:     {name: words.Exercises.Message("ties broken the wrong way")},
	extraDelta:   {name: words.Exercises.Message("an extra δ")},
	underflows:   {name: words.Exercises.Message("underflow")},
	byDifference: {name: words.Exercises.Message("a difference instead of the derivative")},
}

func (k kind) name() string { return kinds[k].name.String() }

func (k kind) says() string { return kinds[k].says.String() }
