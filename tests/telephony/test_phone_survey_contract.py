"""Both telephones of contract.py leave a customer to the survey (R31)."""

from telephony import commands as c
from telephony import events as e
from telephony.call import EndedBy, Purpose
from telephony.recording import Policy, Recording
from tests.engines import new_id
from tests.telephony.stages import Stage


def survey(stage: Stage, customer: str) -> None:
    order = c.BeginSurvey(
        id=new_id(), call=customer, question="survey_question", again="survey_again", thanks="survey_thanks",
        seconds=20.0,
    )  # fmt: skip
    stage.send(order)
    stage.told(e.SurveyBegun, call=customer)


def test_R31_a_customer_answers_the_survey_and_is_hung_up_on(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    stage.customer_presses("4")
    assert stage.told(e.SurveyAnswered) == e.SurveyAnswered(call=customer, score=4, tries=1)
    assert stage.told(e.CallEnded, call=customer).by is EndedBy.US
    assert stage.ear.all(e.DigitReceived) == [], "the answer is nobody else's business"


def test_R31_a_wrong_key_is_asked_again_once(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    stage.customer_presses("7")
    stage.customer_presses("9")
    assert stage.told(e.SurveyAnswered) == e.SurveyAnswered(call=customer, score=None, tries=2)
    stage.told(e.CallEnded, call=customer)


def test_R31_a_customer_who_hangs_up_over_the_question_has_given_no_score(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    stage.customer_hangs_up()
    assert stage.told(e.SurveyAnswered) == e.SurveyAnswered(call=customer, score=None, tries=1)
    assert stage.told(e.CallEnded, call=customer).by is EndedBy.THEM


def test_R31_the_agent_is_free_for_two_others_meanwhile(stage: Stage) -> None:
    stage.opened()
    customer = stage.talk()
    survey(stage, customer)
    first, second = stage.talk(), stage.talk()
    stage.phone.close()
    legs = {leg.call: leg for leg in stage.opened().legs}
    assert legs[customer].purpose is Purpose.SURVEY
    assert {legs[first].held, legs[second].held} == {True, False}
    assert not legs[customer].held


def test_the_survey_is_not_recorded(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    call = stage.talk()
    stage.told(e.RecordingStarted, call=call)
    order = c.BeginSurvey(
        id=new_id(), call=call, question="survey_question", again="survey_again", thanks="survey_thanks"
    )
    stage.send(order)
    stage.told(e.SurveyBegun, call=call)
    stage.told(e.RecordingStopped, call=call)
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "not_now"
